import { auditContract } from './audit-contract.ts'
import type { Contract } from './contract.ts'
import { deliveriesContract } from './deliveries-contract.ts'
import { dossiersContract, submissionsContract } from './dossiers-contract.ts'
import { draftsContract } from './drafts-contract.ts'
import { grantsContract } from './grants-contract.ts'
import { outboxContract } from './outbox-contract.ts'
import { casesContract, questionsContract } from './insight-contract.ts'
import { sessionsContract } from './sessions-contract.ts'
import { signingContract } from './signing-contract.ts'

/** What every engine must do for every store. */
export const contracts: Contract[] = [draftsContract, signingContract, dossiersContract, submissionsContract, deliveriesContract, sessionsContract, auditContract, questionsContract, casesContract, outboxContract, grantsContract]
