import { useDeskStore } from '~/stores/desk'

/** Single keys for clerks: silent while someone types, with a modifier, or when the clerk turned them off (WCAG 2.1.4). */
export function useShortcuts(actions: Record<string, () => void>): void {
  const desk = useDeskStore()

  function press(event: KeyboardEvent): void {
    if (!desk.shortcuts || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const target = event.target as HTMLElement
    if (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) return
    const action = actions[event.key]
    if (action === undefined) return
    event.preventDefault()
    action()
  }

  onMounted(() => document.addEventListener('keydown', press))
  onBeforeUnmount(() => document.removeEventListener('keydown', press))
}
