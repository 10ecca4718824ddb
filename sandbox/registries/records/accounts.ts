import type { PopulationRecord } from '../../people/record.ts'
import { ageOf, type World } from './world.ts'

export const bankAccountAttributes = ['holderName', 'bankName', 'isOwn', 'status'] as const

/** Banks that do not exist. */
const banks: Readonly<Record<string, string>> = { NHTN1: 'Ngân hàng Thử nghiệm Một', NHTN2: 'Ngân hàng Thử nghiệm Hai' }

export const bankCodes = Object.keys(banks)

/** The one account of a grown-up; null for children. */
export function accountOf(person: PopulationRecord, world: World): { bank: string, account: string } | null {
  if (ageOf(person) < 15) return null
  const random = world.random('bank-account', person.personalId)
  return { bank: random.pick(bankCodes), account: `990${random.digits(10)}` }
}

/** A bank confirms or knows nothing: it does not tell whose another account is. */
export function bankAccountRecord(person: PopulationRecord, world: World, keys: Readonly<Record<string, string>>): Record<string, unknown> | null {
  const own = accountOf(person, world)
  if (own === null || own.bank !== keys.bank || own.account !== keys.account) return null
  return { holderName: person.fullName, bankName: banks[own.bank] ?? null, isOwn: true, status: world.random('account-status', person.personalId).weighted([['open', 97], ['blocked', 2], ['closed', 1]] as const) }
}
