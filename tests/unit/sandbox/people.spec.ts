import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { agencies } from '../../../sandbox/agency/agencies.ts'
import { createPopulation } from '../../../sandbox/people/population.ts'
import type { PopulationRecord } from '../../../sandbox/people/record.ts'
import { communes } from '../../../sandbox/people/units.ts'

const population = createPopulation({ seed: 2026, count: 1000 })
const everybody = [...population.people, ...population.officials]
const records = everybody.map(({ record }) => record)
const yearOf = (date: string): number => Number(date.slice(0, 4))
const find = (personalId: string | null): PopulationRecord | undefined => personalId === null ? undefined : population.find(personalId)?.record

describe('the synthetic population', () => {
  it('is the same for the same seed, and another for another', () => {
    const names = (seed: number) => createPopulation({ seed, count: 200 }).people.map(({ fullName }) => fullName).join()
    expect(names(7)).toBe(names(7))
    expect(names(7)).not.toBe(names(8))
  })

  it('grows to ten thousand with the first thousand unchanged', () => {
    const large = createPopulation({ seed: 2026, count: 10_000 })
    expect(large.people.length).toBeGreaterThan(9_900)
    for (const person of everybody) expect(large.find(person.personalId)?.fullName).toBe(person.fullName)
  })

  it('gives everybody a number that is nobody’s, with sex and year of birth in it', () => {
    expect(new Set(records.map(({ personalId }) => personalId)).size).toBe(records.length)
    for (const { personalId, sex, dateOfBirth } of records) {
      expect(personalId).toMatch(/^000\d{9}$/)
      expect(Number(personalId[3]) % 2).toBe(sex === 'male' ? 0 : 1)
      expect(1900 + 100 * Math.floor(Number(personalId[3]) / 2) + Number(personalId.slice(4, 6))).toBe(yearOf(dateOfBirth))
    }
  })

  it('keeps households whole: every member names the same members, one head, one address', () => {
    for (const record of records) {
      expect(record.household.filter(({ relation }) => relation === 'head')).toHaveLength(1)
      expect(record.household.find(({ relation }) => relation === 'head')?.personalId).toBe(record.head.personalId)
      expect(record.household.find(({ personalId }) => personalId === record.personalId)?.relation).toBe(record.head.relation)
      for (const member of record.household) {
        const other = find(member.personalId)
        expect(other?.household).toEqual(record.household)
        expect(other?.permanentAddress).toEqual(record.permanentAddress)
        expect(other?.fullName).toBe(member.fullName)
      }
    }
  })

  it('agrees on both sides of a marriage', () => {
    const married = records.filter(({ maritalStatus }) => maritalStatus === 'married')
    expect(married.length).toBeGreaterThan(300)
    for (const { spouse, personalId } of married) {
      expect(spouse).not.toBeNull()
      const other = find(spouse?.personalId ?? null)
      if (other !== undefined) expect(other.spouse?.personalId).toBe(personalId)
    }
    for (const { spouse } of records.filter(({ maritalStatus }) => maritalStatus !== 'married')) expect(spouse).toBeNull()
  })

  it('has parents who are old enough and, where registered, the same person', () => {
    for (const { father, mother, dateOfBirth } of records) {
      for (const parent of [father, mother]) {
        if (parent === null) continue
        expect(yearOf(dateOfBirth) - yearOf(parent.dateOfBirth)).toBeGreaterThanOrEqual(16)
        const registered = find(parent.personalId)
        if (registered !== undefined) expect([registered.fullName, registered.dateOfBirth]).toEqual([parent.fullName, parent.dateOfBirth])
        if (parent.dateOfDeath !== undefined) expect(registered).toBeUndefined()
      }
    }
  })

  it('writes names as they are printed: capitals, NFC, no stray space', () => {
    for (const { fullName } of records) {
      expect(fullName).toBe(fullName.normalize('NFC').toLocaleUpperCase('vi').trim())
      expect(fullName).not.toMatch(/\s\s/)
    }
  })

  it('gives nobody a phone or an address that could be somebody’s', () => {
    for (const { phone, email } of records) {
      if (phone !== null) expect(phone).toMatch(/^090000\d{4}$/)
      if (email !== null) expect(email).toMatch(/^[a-z0-9.]+@congdan\.example$/)
    }
  })

  it('has the hard cases that forms break on', () => {
    expect(records.some(({ dateOfBirth }) => dateOfBirth.length === 4)).toBe(true)
    expect(records.some(({ fullName }) => !fullName.includes(' '))).toBe(true)
    expect(records.some(({ spouse }) => spouse?.personalId === null && spouse.nationality !== 'VN')).toBe(true)
    expect(records.some(({ father, mother }) => father?.dateOfDeath !== undefined && mother?.dateOfDeath !== undefined)).toBe(true)
    expect(records.some(({ fullName }) => fullName === 'NGUYỄN THỊ TƯỜNG VI HOÀNG OANH')).toBe(true)
    expect(records.some(({ temporaryAddress }) => temporaryAddress !== null)).toBe(true)
    expect(new Set(records.map(({ maritalStatus }) => maritalStatus))).toEqual(new Set(['single', 'married', 'divorced', 'widowed']))
  })

  it('issues identity cards from fourteen on, that outlast the census or never end', () => {
    for (const { identityCard, dateOfBirth, personalId } of records) {
      if (2026 - yearOf(dateOfBirth) > 14) expect(identityCard).not.toBeNull()
      if (2026 - yearOf(dateOfBirth) < 14) expect(identityCard).toBeNull()
      if (identityCard !== null) {
        expect(identityCard.number).toBe(personalId)
        if (identityCard.expiresOn !== null) expect(identityCard.expiresOn > '2026').toBe(true)
      }
    }
  })

  it('has one person for every story, and a commune in every address', () => {
    const told = everybody.flatMap(({ storyId }) => storyId === null ? [] : [storyId])
    expect(told.sort()).toEqual(['agency-signatory', 'auditor', 'clerk-committee', 'clerk-elsewhere', 'clerk-police', 'clerk-province-police', 'expired-certificate', 'locked-credential', 'marital-status', 'no-certificate', 'operator', 'revoked-certificate', 'temporary-residence'])
    expect(population.officials.every(({ agency }) => agency === null || agencies.some(({ id }) => id === agency))).toBe(true)
    for (const { permanentAddress, currentAddress } of records) for (const address of [permanentAddress, currentAddress]) {
      expect(communes.some(({ province, code }) => province === address.province && code === address.commune)).toBe(true)
      expect(address.detail).not.toBe('')
    }
  })

  it('lives in communes of the official list', () => {
    const { provinces } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../server/catalogues/units.json'), 'utf8')) as { provinces: { code: string, name: string, communes: [string, string][] }[] }
    for (const commune of communes) {
      const province = provinces.find(({ code }) => code === commune.province)
      expect([province?.name, province?.communes.find(([code]) => code === commune.code)?.[1]]).toEqual([commune.provinceName, commune.name])
    }
  })
})
