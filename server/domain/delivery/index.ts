export type { Deliveries } from './deliveries.ts'
export type { Delivery } from './delivery.ts'
export { AgencyError, type Acknowledgement, type AgencySystem, type DeliveryStore, type Parcel, type ParcelPart } from './ports.ts'
