export { createPortalMetrics, type KeptFigures, type PortalMetrics } from './prometheus.ts'
