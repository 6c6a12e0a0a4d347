import { grow, spend } from '../budget.ts'
import { raise } from '../python/exceptions.ts'
import { index } from '../python/operators.ts'
import { capitalize } from '../python/text-case.ts'
import { isTrue, Markup, type Named, type Value } from '../python/values.ts'

const WORDS =
  `a ac accumsan ad adipiscing aenean aliquam aliquet amet ante aptent arcu at auctor augue bibendum blandit
  commodo condimentum congue consectetuer consequat convallis cras cubilia cum curabitur curae cursus dapibus diam dictum
  dignissim dis dolor donec dui duis egestas eget eleifend elementum elit enim erat eros est et etiam eu euismod facilisi
  fames faucibus felis fermentum feugiat fringilla fusce gravida habitant hendrerit iaculis id imperdiet in inceptos
  integer interdum ipsum justo lacinia lacus laoreet lectus leo libero ligula lobortis lorem luctus maecenas magna magnis
  malesuada massa mattis mauris metus mi molestie mollis montes morbi mus nam nascetur natoque nec neque netus nibh nisi
  nisl non nonummy nostra nulla nunc odio orci ornare parturient pede penatibus per pharetra phasellus placerat porta
  porttitor posuere potenti praesent pretium primis proin pulvinar purus quam quis quisque rhoncus ridiculus risus rutrum
  sagittis sapien scelerisque sed sem semper senectus sit sociis sodales sollicitudin suscipit suspendisse taciti tellus
  tempor tempus tincidunt torquent tortor tristique turpis ullamcorper ultrices ultricies urna ut varius vehicula vel velit
  venenatis vestibulum vitae vivamus viverra volutpat vulputate`.split(/\s+/)

/** `lipsum(n, html, min, max)`: paragraphs of words, at random. */
export function lipsum(args: readonly Value[], named: Named): Value {
  const given = (place: number, name: string, standard: Value) => {
    const value = args[place] === undefined ? named?.get(name) : args[place]
    return value === undefined ? standard : value
  }
  const count = index(given(0, 'n', 5))
  const [min, max] = [index(given(2, 'min', 20)), index(given(3, 'max', 100))]
  if (count > 0 && max <= min) raise('ValueError', `empty range in randrange(${min}, ${max})`)
  const paragraphs: string[] = []
  for (let i = 0; i < count; i++) paragraphs.push(paragraph(min + below(max - min)))
  if (!isTrue(given(1, 'html', true))) return paragraphs.join('\n\n')
  return new Markup(paragraphs.map(text => `<p>${text}</p>`).join('\n'))
}

function paragraph(words: number): string {
  spend(Math.max(0, words))
  grow(words * 12)
  const made: string[] = []
  let isFirst = true
  let comma = 0
  let stop = 0
  for (let i = 0; i < words; i++) {
    let word = WORDS[below(WORDS.length)]!
    if (isFirst) word = capitalize(word)
    isFirst = false
    if (i - 3 - below(5) > comma) {
      comma = i
      stop += 2
      word += ','
    }
    if (i - 10 - below(10) > stop) {
      comma = stop = i
      word += '.'
      isFirst = true
    }
    made.push(word)
  }
  return `${made.join(' ').replace(/[.,]$/, '')}.`
}

function below(limit: number): number {
  return Math.floor(Math.random() * limit)
}
