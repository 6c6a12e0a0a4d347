import { renders } from './table.ts'

renders("each function does what Go's does", [
  ['{{len .Message}}{{len .List}}{{len .Meta}}{{len "é"}}', '26392'],
  [
    '{{index .List 1}}{{index .Meta "source"}}{{index .Meta "nope"}}{{index .Meta "deep" "x" "y"}}{{index "abc" 1}}',
    '1ui<no value>true98',
  ],
  ['{{slice .List 1}}{{slice .List 0 2}}{{slice "hello" 1 3}}', '[1 2][3 1]el'],
  ['{{print 1 2 "a" 3 4}}{{print "a" "b"}}{{println 1 "a"}}', '1 2a3 4ab1 a\n'],
  [
    '{{html .Message}}|{{js .Message}}|{{urlquery .Reference}}|{{html 5}}',
    'Peer &#34;a&#34; &lt;joined&gt; &amp; &#39;left&#39;|Peer \\"a\\" \\u003Cjoined\\u003E \\u0026 \\\'left\\\'|https%3A%2F%2Fa.b%2Fc%3Fd%3De+f|5',
  ],
  ['{{js "a=b\\n\\\\"}}{{urlquery "a~b!*\'()"}}', 'a\\u003Db\\u000A\\\\a~b%21%2A%27%28%29'],
  [
    '{{json .Meta}}{{json .List}}{{json .Message}}{{json .Meta.nil}}',
    '{"big":12345678,"count":3,"deep":{"x":{"y":true}},"empty":"","f":1e+21,"nil":null,"ratio":0.25,"source":"ui","tags":["b","a"]}[3,1,2]"Peer \\"a\\" \\u003cjoined\\u003e \\u0026 \'left\'"null',
  ],
  [
    '{{eq 1 2 1}}{{eq "a" "a"}}{{ne 1 2}}{{lt 1 2}}{{le 2 2}}{{gt 1 2}}{{ge 2 2}}{{lt "a" "b"}}{{eq .Meta.nil nil}}{{lt 1.5 2.5}}',
    'truetruetruetruetruefalsetruetruetruetrue',
  ],
])
