export { kafkaLog } from './log.ts'
