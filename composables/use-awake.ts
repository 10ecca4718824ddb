/** False while the server draws the page and where scripts are off; true once the page can react. */
export function useAwake(): Readonly<Ref<boolean>> {
  const awake = ref(false)
  onMounted(() => {
    awake.value = true
  })
  return readonly(awake)
}
