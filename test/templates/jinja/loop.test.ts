import { fails, renders } from '../table.ts'

renders('loop says where it is', [
  [
    '{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}{{ loop.depth0 }};{% endfor %}',
    '1032TrueFalse310;2121FalseFalse310;3210FalseTrue310;',
  ],
  ['{% for x in l %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}', '<3>1 3<1>2 1<2> '],
  [
    "{% for x in l %}{{ loop.cycle('a', 'b') }}{{ loop.changed(x > 1) }}{{ loop }}{% endfor %}",
    'aTrue<LoopContext 1/3>bTrue<LoopContext 2/3>aTrue<LoopContext 3/3>',
  ],
  [
    "{% for x in l|map('string') %}{{ loop.length }}{{ loop.last }}{{ loop.revindex }}{% endfor %}",
    '3False33False23True1',
  ],
  ["{% for x in 'ab' %}{{ loop.length }}{{ loop.nope }}{% endfor %}{{ loop }}", '22'],
  ['{% for x in l %}{{ loop.last }}{{ loop.length }}{{ loop.nextitem }}{% endfor %}', 'False31False32True3'],
  [
    '{% for x in [none, none] %}{{ loop.previtem }}{{ loop.nextitem is undefined }}{% endfor %}',
    'FalseNoneTrue',
  ],
])

fails('loop is asked for nothing else', [
  ['{% for x in l %}{{ loop.cycle() }}{% endfor %}', 'TypeError'],
  ['{% for x in l %}{{ loop() }}{% endfor %}', 'TypeError'],
  [
    '{% for x in l %}{{ loop.nope.x }}{% endfor %}',
    'UndefinedError',
    "'jinja2.runtime.LoopContext object' has no attribute 'nope'",
  ],
])
