import { fails, renders } from '../table.ts'

renders('a dot finds the attribute first, brackets the item', [
  ['{{ d.items }}', '<built-in method items of dict object at 0x…>'],
  ["{{ d['items'] }}", '[1]'],
  ["{{ d.a }}{{ d['a'] }}", 'twotwo'],
  ['{{ d.nested.deep[0] }}{{ d.nested.deep.1 }}', 'TrueNone'],
  ["{{ d['nested']['deep'] }}", '[True, None]'],
  ["{{ s['upper']() }}", 'HELLO WORLD'],
  ["{{ d['keys']()|list }}", "['b', 'a', 'items', 'nested']"],
  ["{{ l.0 }}{{ l[-1] }}{{ l['0'] }}|", '32|'],
  ['{{ s[0] }}{{ s[-1] }}', 'Hd'],
  ['{{ (1, 2)[1] }}', '2'],
  ['{{ range(5)[2] }}', '2'],
  ["{{ {1: 'x'}.1 }}", 'x'],
  ["{{ {'_x': 1}._x }}", '1'],
  ["{{ d['__class__'] }}|{{ d.__class__ }}|", '||'],
  ['{{ 1.5.real }}{{ true.real }}', '1.51'],
])

renders('what the sandbox keeps closed says so, where it renders', [['{{ s.__len__ }}', '']])

fails('what the sandbox keeps closed says so', [
  [
    "{{ ''.__class__.__mro__ }}",
    'SecurityError',
    "access to attribute '__class__' of 'str' object is unsafe.",
  ],
  ['{{ d.__class__.x }}', 'SecurityError', "access to attribute '__class__' of 'dict' object is unsafe."],
  ["{{ d['__init__'].x }}", 'SecurityError', "access to attribute '__init__' of 'dict' object is unsafe."],
  ['{{ ().__class__() }}', 'SecurityError', "access to attribute '__class__' of 'tuple' object is unsafe."],
  [
    '{{ nope.__class__.x }}',
    'SecurityError',
    "access to attribute '__class__' of 'Undefined' object is unsafe.",
  ],
])
