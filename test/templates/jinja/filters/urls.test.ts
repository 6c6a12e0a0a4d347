import { fails, renders } from '../../table.ts'

renders('urlencode', [
  [
    "{{ 'a b/c?d=é&f'|urlencode }} {{ {'a b': 'c/d', 'e': 1}|urlencode }} {{ [('x', 'y z')]|urlencode }} {{ 5|urlencode }} {{ none|urlencode }} {{ '~-._'|urlencode }} {{ {}|urlencode }}",
    'a%20b/c%3Fd%3D%C3%A9%26f a+b=c%2Fd&e=1 x=y+z 5 None ~-._ ',
  ],
])

renders('urlize', [
  [
    "{{ 'see http://example.com/a?b=c&d, (https://x.org) www.y.net. or mail a@b.co'|urlize }}",
    'see <a href="http://example.com/a?b=c&amp;d" rel="noopener">http://example.com/a?b=c&amp;d</a>, (<a href="https://x.org" rel="noopener">https://x.org</a>) <a href="https://www.y.net" rel="noopener">www.y.net</a>. or mail <a href="mailto:a@b.co">a@b.co</a>',
  ],
  [
    "{{ 'http://example.com/very/long'|urlize(12) }} {{ 'http://a.com'|urlize(nofollow=true, target='_blank', rel='x') }}",
    '<a href="http://example.com/very/long" rel="noopener">http://examp...</a> <a href="http://a.com" rel="nofollow noopener x" target="_blank">http://a.com</a>',
  ],
  [
    "{{ 'ftp://a.b tel:123 example.org foo.bar http://1.2.3.4:80/x http://[::1:2]/'|urlize(extra_schemes=['ftp://', 'tel:']) }}",
    '<a href="ftp://a.b" rel="noopener">ftp://a.b</a> <a href="tel:123" rel="noopener">tel:123</a> <a href="https://example.org" rel="noopener">example.org</a> foo.bar <a href="http://1.2.3.4:80/x" rel="noopener">http://1.2.3.4:80/x</a> <a href="http://[::1:2]/" rel="noopener">http://[::1:2]/</a>',
  ],
  [
    "{{ 'mailto:x@y.de @a@b.c a@b <http://x.de> (http://x.de/a(b)) http://x'|urlize }}",
    '<a href="mailto:x@y.de">x@y.de</a> @a@b.c a@b &lt;<a href="http://x.de" rel="noopener">http://x.de</a>&gt; (<a href="http://x.de/a(b)" rel="noopener">http://x.de/a(b)</a>) http://x',
  ],
])

fails('what does not fit is an error', [
  ['{{ l|urlencode }}', 'TypeError'],
  ["{{ [('a',)]|urlencode }}", 'ValueError'],
  [
    "{{ 'x'|urlize(extra_schemes=['bad']) }}",
    'FilterArgumentError',
    "'bad' is not a valid URI scheme prefix.",
  ],
  ["{{ 'x'|urlize(extra_schemes=5) }}", 'TypeError'],
])
