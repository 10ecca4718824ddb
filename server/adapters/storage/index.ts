export { createFilesystemBlobs } from './filesystem.ts'
