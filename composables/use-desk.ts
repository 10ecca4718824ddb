import { useDeskStore } from '~/stores/desk'

/** How this clerk likes the desk. */
export const useDesk = () => useDeskStore()
