import type { SandboxOfficial, SandboxPerson } from '../types.ts'
import { ageOf, describeHousehold } from './describe-person.ts'
import { raiseHousehold, type Nursery } from './family.ts'
import { PersonalIds } from './personal-ids.ts'
import { RandomStream } from './random.ts'
import type { PopulationRecord } from './record.ts'
import { laterHouseholds, storyHouseholds, type StoryRole } from './story.ts'
import { communes } from './units.ts'

export interface Population {
  /** What the whole world is made from: registries derive what they hold from it and from people. */
  seed: number
  people: SandboxPerson[]
  officials: SandboxOfficial[]
  find(personalId: string): SandboxPerson | undefined
}

export const mostPeople = 10_000

/** The same seed gives the same people; a larger count only adds to them. The last household is always complete. */
export function createPopulation({ seed, count }: { seed: number, count: number }): Population {
  if (!Number.isInteger(count) || count < 100 || count > mostPeople) throw new RangeError(`people: a whole number from 100 to ${mostPeople}`)
  const nursery: Nursery = { random: new RandomStream(seed, 'families'), ids: new PersonalIds(new RandomStream(seed, 'personal-ids')) }
  const details = new RandomStream(seed, 'details')
  const { households, roles } = storyHouseholds(nursery)
  const records = households.flatMap(household => describeHousehold(details, household))
  const later = laterHouseholds({ random: new RandomStream(seed, 'families-later'), ids: new PersonalIds(new RandomStream(seed, 'personal-ids-later')) })
  for (const [id, role] of later.roles) {
    roles.set(id, role)
    nursery.ids.claim(id)
  }
  while (records.length < count) records.push(...describeHousehold(details, raiseHousehold(nursery, nursery.random.pick(communes))))

  records.push(...later.households.flatMap(household => describeHousehold(new RandomStream(seed, 'details-later'), household)))

  const pins = new RandomStream(seed, 'pins')
  const everybody = records.map(record => ({ person: toPerson(record, roles.get(record.personalId), pins.digits(6)), role: roles.get(record.personalId) }))
  const people = everybody.map(({ person }) => person).sort((a, b) => Number(a.storyId === null) - Number(b.storyId === null))
  const officials = everybody.flatMap(({ person, role }) => role?.official ? [{ ...person, ...role.official }] : [])
  const byId = new Map(people.map(person => [person.personalId, person]))
  return { seed, people: people.filter(person => !officials.some(official => official.personalId === person.personalId)), officials, find: id => byId.get(id) }
}

/** Adults hold a signing credential, except the one whose story is to have none. */
function toPerson(record: PopulationRecord, role: StoryRole | undefined, pin: string): SandboxPerson {
  return {
    personalId: record.personalId,
    fullName: record.fullName,
    story: role?.story ?? null,
    storyId: role?.id ?? null,
    pin: ageOf(record) >= 18 && role?.id !== 'no-certificate' ? pin : null,
    record,
  }
}
