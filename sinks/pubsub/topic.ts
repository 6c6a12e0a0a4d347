import type { Problems } from '../problems.ts'

const fullName = /^projects\/([^/]+)\/topics\/([^/]+)$/
const name = /^(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/ // https://cloud.google.com/pubsub/docs/create-topic#resource_names
const projectId = /^([a-z0-9.-]+:)?[a-z0-9][a-z0-9-]*$/ // with the domain in front, where a company has one

/** The topic's full name: `projects/<project>/topics/<topic>`. What is wrong with it is then among the problems. */
export function topicOf(topic: string, project: string | undefined, problems: Problems): string {
  const full = fullName.exec(topic)
  if (full === null && project === undefined) {
    problems.add('project', 'is missing', 'or write the topic as projects/<project>/topics/<topic>')
    return topic
  }
  if (full !== null && project !== undefined && full[1] !== project)
    problems.add('project', `"${project}", but the topic is one of "${full[1]}"`, 'leave it out')
  const [inProject, short] = full === null ? [project!, topic] : [full[1]!, full[2]!]
  if (!projectId.test(inProject))
    problems.add(full === null ? 'project' : 'topic', 'no id of a project', 'such as my-project')
  if (!name.test(short))
    problems.add(
      'topic',
      'no name of a topic',
      'a letter, then 2 to 254 letters, digits and . _ ~ + % -; not beginning with goog',
    )
  return `projects/${inProject}/topics/${short}`
}
