import type { FieldKind, FormField } from '../definition.ts'
import type { FieldRules } from './field-rules.ts'
import { address } from './address.ts'
import { agency } from './agency.ts'
import { checkbox } from './checkbox.ts'
import { code } from './code.ts'
import { composed } from './composed.ts'
import { date } from './date.ts'
import { email } from './email.ts'
import { longText } from './long-text.ts'
import { number } from './number.ts'
import { partialDate } from './partial-date.ts'
import { personName } from './person-name.ts'
import { personalId } from './personal-id.ts'
import { phone } from './phone.ts'
import { repeat } from './repeat.ts'
import { text } from './text.ts'

export type { CheckContext, DisplayContext, FieldFault, FieldRules } from './field-rules.ts'

/** A field kind = a file here and its twin in `components/fields`. */
const fieldRules: Readonly<Record<FieldKind, FieldRules>> = {
  'text': text,
  'long-text': longText,
  'person-name': personName,
  'personal-id': personalId,
  'partial-date': partialDate,
  'date': date,
  'code': code,
  'checkbox': checkbox,
  'phone': phone,
  'email': email,
  'address': address,
  'number': number,
  'repeat': repeat,
  'composed': composed,
  'agency': agency,
}

export const fieldKinds = Object.keys(fieldRules) as FieldKind[]

export const rulesOf = (field: Pick<FormField, 'kind'>): FieldRules => fieldRules[field.kind]
