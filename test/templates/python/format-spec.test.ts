import { fails, renders } from '../table.ts'

renders('numbers follow their specification', [
  [
    "{{ '{:,}|{:_}|{:,.2f}|{:>8}|{:<8}|{:^8}|{:08}|{:+}|{: }|{:=+6}'.format(1234567, 1234567, 1234.5, 1, 2, 3, 4, 5, 6, 7) }}",
    '1,234,567|1_234_567|1,234.50|       1|2       |   3    |00000004|+5| 6|+    7',
  ],
  [
    "{{ '{:b}|{:o}|{:x}|{:X}|{:#x}|{:#b}|{:c}|{:n}|{:d}'.format(10, 10, 255, 255, 255, 5, 65, 1000, true) }}",
    '1010|12|ff|FF|0xff|0b101|A|1000|1',
  ],
  [
    "{{ '{:e}|{:.2e}|{:f}|{:.0f}|{:g}|{:.3g}|{:%}|{:.1%}|{:.3}|{:.1f}|{:10.3f}|{:<10.1f}|'.format(1234.5, 1234.5, 1.5, 2.5, 1e10, 1234.5, 0.5, 0.125, 3.14159, 2, 3.14159, 1.0) }}",
    '1.234500e+03|1.23e+03|1.500000|2|1e+10|1.23e+03|50.000000%|12.5%|3.14|2.0|     3.142|1.0       |',
  ],
  [
    "{{ '{:012,}|{:+,}|{:*^9}|{:x^5}|{:09.2f}'.format(1234567, 1234, 5, 'a', -3.14159) }}",
    '0,001,234,567|+1,234|****5****|xxaxx|-00003.14',
  ],
])

renders('text follows its specification', [
  [
    "{{ '{:>5}|{:<5}|{:^5}|{:.2}|{:*^7.3}|{:s}|{:5}|'.format('a', 'b', 'c', 'long', 'abcdef', 'z', 'é') }}",
    '    a|b    |  c  |lo|**abc**|z|é    |',
  ],
])

fails('specifications that do not fit are an error', [
  ["{{ '{:d}'.format('a') }}", 'ValueError'],
  ["{{ '{:d}'.format(1.5) }}", 'ValueError'],
  ["{{ '{:x}'.format(1.5) }}", 'ValueError'],
  ["{{ '{:,}'.format('a') }}", 'ValueError'],
  ["{{ '{:5}'.format(none) }}", 'TypeError'],
  ["{{ '{:5}'.format([]) }}", 'TypeError'],
  ["{{ '{:q}'.format(1) }}", 'ValueError'],
  ["{{ '{:.2d}'.format(1) }}", 'ValueError'],
  ["{{ '{:=5}'.format('a') }}", 'ValueError'],
  ["{{ '{:+}'.format('a') }}", 'ValueError'],
  ["{{ '{:>>>}'.format(1) }}", 'ValueError'],
])
