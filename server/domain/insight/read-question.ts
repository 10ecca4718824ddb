import { isPlainText, tidyText } from '../../../shared/forms/text.ts'
import { ProblemError } from '../../../shared/problem.ts'

const longest = 1000

/** The words of a question, which it may do without. @throws ProblemError `input-invalid` */
export function readQuestionText(given: string | null): string | null {
  const text = tidyText(given ?? '')
  if (text.length > longest) throw new ProblemError('input-invalid', { errors: [{ path: 'text', code: 'too-long', params: { max: longest } }] })
  if (!isPlainText(text)) throw new ProblemError('input-invalid', { errors: [{ path: 'text', code: 'forbidden-characters' }] })
  return text === '' ? null : text
}
