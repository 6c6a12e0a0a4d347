import { renders } from '../table.ts'

renders('ints are read from text', [
  [
    "{{ ' 12 '|int }} {{ '-7'|int }} {{ '+7'|int }} {{ '1_000'|int }} {{ '12.7'|int }} {{ '1e3'|int }} {{ 'x'|int }} {{ ''|int }}",
    '12 -7 7 1000 12 1000 0 0',
  ],
  [
    "{{ '0x1f'|int(0, 16) }} {{ '1f'|int(base=16) }} {{ '0b11'|int(base=2) }} {{ '777'|int(base=8) }} {{ '0o17'|int(base=0) }} {{ '0x1f'|int(base=0) }} {{ 'z'|int(base=36) }} {{ '9'|int(base=8) }}",
    '31 31 3 511 15 31 35 9',
  ],
  [
    "{{ '123456789012345678901234567890'|int }} {{ '١٢'|int }} {{ '1__0'|int }} {{ '_1'|int }} {{ '010'|int }} {{ '010'|int(5, 0) }}",
    '123456789012345678901234567890 12 0 0 10 10',
  ],
])

renders('floats are read from text', [
  [
    "{{ '1.5'|float }} {{ ' -2 '|float }} {{ '1e5'|float }} {{ '.5'|float }} {{ '5.'|float }} {{ 'inf'|float }} {{ 'x'|float }} {{ ''|float }} {{ '1_0.5'|float }} {{ '.'|float }} {{ 'e5'|float(9) }} {{ '0x10'|float }}",
    '1.5 -2.0 100000.0 0.5 5.0 inf 0.0 0.0 10.5 0.0 9 0.0',
  ],
])
