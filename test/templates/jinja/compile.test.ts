import { fails, renders } from '../table.ts'

renders('self and super', [
  ["{% block a %}A{% endblock %}{{ self.a() }}{{ self['a']() }}", 'AAA'],
  ['{{ self.nope }}|{{ self }}', '|<TemplateReference None>'],
  ['{% block a %}{{ super }}|{% endblock %}', '|'],
  ['{{ super }}|', '|'],
])

fails('blocks that are not there are an error', [
  [
    '{{ self.nope() }}',
    'UndefinedError',
    "'jinja2.runtime.TemplateReference object' has no attribute 'nope'",
  ],
  ['{% block a %}{{ super() }}{% endblock %}', 'UndefinedError', "there is no parent block called 'a'."],
])
