/** No pause is longer than this, whatever a phone with a wrong clock believes. */
const mostSeconds = 120

/** Whole seconds until `instant` (ISO), counted down on the page; null while the server draws it and where scripts are off. */
export function useSecondsLeft(instant: () => string): Readonly<Ref<number | null>> {
  const left = ref<number | null>(null)
  const count = (): void => {
    left.value = Math.min(mostSeconds, Math.max(0, Math.ceil((Date.parse(instant()) - Date.now()) / 1000)))
  }
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    count()
    timer = setInterval(count, 1000)
  })
  onBeforeUnmount(() => clearInterval(timer))
  watch(instant, count)
  return readonly(left)
}
