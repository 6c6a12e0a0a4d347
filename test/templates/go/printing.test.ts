import { renders } from './table.ts'

renders('values print as fmt prints them', [
  [
    '{{.Meta}}',
    'map[big:12345678 count:3 deep:map[x:map[y:true]] empty: f:1e+21 nil:<nil> ratio:0.25 source:ui tags:[b a]]',
  ],
  ['{{.List}}{{.E}}', '[3 1 2][]'],
  [
    '{{.Meta.ratio}}{{.Meta.big}}{{.Meta.f}}{{1.0}}{{1e6}}{{1e20}}{{1e21}}{{0.00001}}{{123456789.5}}{{.Meta.deep}}',
    '0.25123456781e+2111e+061e+201e+211e-051.234567895e+08map[x:map[y:true]]',
  ],
  ['{{print .Meta.nil}}', '<nil>'],
])

renders("verbs of printf are fmt's", [
  [
    '{{printf "%s|%v|%d|%q|%5d|%-5d|%05d|%+d|%x|%X|%o|%b|%c|%U|%t|%T|%%" "a" 1.5 7 "q\\"\\n" 1 2 3 4 255 255 8 5 65 955 true 1}}',
    'a|1.5|7|"q\\"\\n"|    1|2    |00003|+4|ff|FF|10|101|A|U+03BB|true|int|%',
  ],
  [
    '{{printf "%f|%.2f|%e|%g|%8.3f|%-8.1f|%G" 1.5 2.345 12345.678 1e21 3.14159 2.5 1e-7}}',
    '1.500000|2.35|1.234568e+04|1e+21|   3.142|2.5     |1E-07',
  ],
  [
    '{{printf "%5s|%-5s|%.2s|%x|%v|%v|%v" "a" "b" "long" "hi" true "s" .List}}',
    '    a|b    |lo|6869|true|s|[3 1 2]',
  ],
  [
    '{{printf "%d" "a"}}{{printf "%s" 5}}{{printf "%d %d" 1}}{{printf "%d" 1 2}}{{printf "%z" 1}}{{printf "%"}}{{printf "%t" 1}}',
    '%!d(string=a)%!s(int=5)1 %!d(MISSING)1%!(EXTRA int=2)%!z(int=1)%!(NOVERB)%!t(int=1)',
  ],
  ['{{printf "%#x %#o % d %06.2f %+.1f %x" 255 8 5 3.14159 2.25 -255}}', '0xff 010  5 003.14 +2.2 -ff'],
])
