export { createHttpAgencies, type AgencyAddress, type HttpAgenciesOptions } from './http.ts'
