/** What all chats share. */
export const platforms = {
  'The picture could not be fetched: {0}.': 'Das Bild ließ sich nicht laden: {0}.',
  'it took too long': 'es hat zu lange gedauert',
  'it lies outside this chat': 'es liegt außerhalb dieses Chats',
  'it is redirected too often': 'es wird zu oft weitergeleitet',
  'its host does not answer': 'sein Server antwortet nicht',
  'its host answers {0}': 'sein Server antwortet mit {0}',
  'The picture has more than {0} MB.': 'Das Bild hat mehr als {0} MB.',
  'Send a smaller one.': 'Schick ein kleineres.',
}
