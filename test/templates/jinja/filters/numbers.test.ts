import { fails, renders } from '../../table.ts'

renders('abs, int, float and round', [
  ['{{ -5|abs }}{{ -2.5|abs }}{{ true|abs }}{{ -12345678901234567890|abs }}', '52.5112345678901234567890'],
  [
    "{{ 2.9|int }}{{ -2.9|int }}{{ none|int }}{{ []|int(7) }}{{ true|int }}{{ '7x'|int(1) }}{{ 1e20|int }}",
    '2-20711100000000000000000000',
  ],
  ['{{ 1|float }}{{ none|float }}{{ [1]|float(2) }}{{ true|float }}', '1.00.021.0'],
  [
    "{{ 2.5|round }}{{ 3.5|round }}{{ 2.567|round(2) }}{{ 42|round }}{{ 42.55|round(1, 'floor') }}{{ 42.51|round(1, 'ceil') }}{{ 1234|round(-2) }}{{ 1250|round(-2) }}{{ 42.5|round(0, 'ceil') }}{{ 7|round(0, 'floor') }}{{ 2.5|round(none) }}{{ true|round }}{{ -1.5|round }}",
    '2.04.02.574242.542.61200120043.07.021-2.0',
  ],
])

renders('filesizeformat', [
  [
    "{{ 0|filesizeformat }} {{ 1|filesizeformat }} {{ 999|filesizeformat }} {{ 1000|filesizeformat }} {{ 1024|filesizeformat(true) }} {{ 13000000|filesizeformat }} {{ 1e27|filesizeformat }} {{ '1500'|filesizeformat }} {{ 2.5|filesizeformat }} {{ 1048576|filesizeformat(binary=true) }} {{ -5|filesizeformat }}",
    '0 Bytes 1 Byte 999 Bytes 1.0 kB 1.0 KiB 13.0 MB 1000.0 YB 1.5 kB 2 Bytes 1.0 MiB -5 Bytes',
  ],
])

fails('what is no number is an error', [
  ["{{ 'a'|abs }}", 'TypeError'],
  ["{{ 'a'|round }}", 'TypeError'],
  ["{{ 1|round(1, 'up') }}", 'FilterArgumentError', 'method must be common, ceil or floor'],
  ["{{ 'x'|filesizeformat }}", 'ValueError'],
  ['{{ none|abs }}', 'TypeError'],
  ['{{ nope|float }}', 'UndefinedError', "'nope' is undefined"],
])
