export { createGuardedNetwork, type GuardedNetworkOptions } from './guarded-network.ts'
export { isPublicAddress } from './public-address.ts'
