import { test } from 'node:test'
import { killAppenders } from './kills.ts'

test('a process killed while it appends loses nothing that was acknowledged', t => killAppenders(t, 4))
