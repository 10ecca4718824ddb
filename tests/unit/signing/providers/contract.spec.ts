import { describe } from 'vitest'
import { describeContract } from './contract.ts'
import { flows } from './flows.ts'

describe.each(flows)('$name', flow => describeContract(flow))
