import { defineStore } from 'pinia'

const key = 'motlan-desk'

/** How a clerk likes the desk; kept by this browser only. */
export const useDeskStore = defineStore('desk', () => {
  /** Width of the queue in pixels; null until the clerk pulls at it. */
  const queueWidth = ref<number | null>(null)
  const shortcuts = ref(true)

  function recall(): void {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { queueWidth?: unknown, shortcuts?: unknown }
    if (typeof kept.queueWidth === 'number') queueWidth.value = kept.queueWidth
    if (typeof kept.shortcuts === 'boolean') shortcuts.value = kept.shortcuts
  }
  function keep(): void {
    localStorage.setItem(key, JSON.stringify({ queueWidth: queueWidth.value, shortcuts: shortcuts.value }))
  }

  return { queueWidth, shortcuts, recall, keep }
})
