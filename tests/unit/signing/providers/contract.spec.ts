import { afterAll, beforeAll, describe } from 'vitest'
import { describeContract } from './contract.ts'
import { flows, openWorld, type World } from './flows.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

describe.each(flows)('$name', flow => describeContract(flow, () => world))
