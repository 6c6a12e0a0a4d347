import { test } from 'node:test'
import { killAppenders } from './kills.ts'

test('sixty kills lose nothing that was acknowledged', t => killAppenders(t, 60))
