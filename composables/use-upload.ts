import { toProblem } from './problem-of'
import { useSession } from './use-session'
import type { Sent } from './use-send'

/** Sends a file and tells how much of it is on its way (`fetch` does not), 0 to 1. */
export function useUpload() {
  const { store } = useSession()

  function upload<T>(url: string, body: FormData | Blob, onProgress: (share: number) => void): Promise<Sent<T>> {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest()
      request.open('POST', url)
      request.responseType = 'json'
      request.setRequestHeader('accept', 'application/json')
      request.setRequestHeader('x-csrf-token', store.csrfToken)
      request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
        if (lengthComputable) onProgress(loaded / total)
      }
      request.onload = () => {
        if (request.status < 300) return resolve({ ok: true, value: request.response as T })
        const problem = toProblem({ status: request.status, data: request.response as unknown })
        if (problem.status === 401) store.expired = true
        resolve({ ok: false, problem })
      }
      request.onerror = () => resolve({ ok: false, problem: toProblem({}) })
      request.send(body)
    })
  }

  return { upload }
}
