import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHistory } from '../../../../src/platforms/playground/deliver/history.ts'
import type { Card } from '../../../../src/platforms/playground/render.ts'
import { IN_MEMORY, openDatabase } from '../../../../src/storage/database.ts'

function card(id: string, text = id): Card {
  return { id, created: 0, asked: { line: `/${id}`, photos: [] }, state: 'done', final: true, text }
}

test('cards are listed in the order of their creation, page by page, and are updated in place', () => {
  const history = createHistory({ database: openDatabase(IN_MEMORY), page: 2 })
  for (const id of ['a', 'b', 'c', 'd', 'e']) history.save('ann', card(id))
  history.save('ben', card('f'))
  history.save('ann', card('b', 'changed'))
  const pages = []
  for (let before: string | undefined, more = true; more; ) {
    const found = history.list('ann', before)
    pages.push(found.cards.map(({ text }) => text))
    before = found.cards[0]?.id
    more = found.more
  }
  assert.deepEqual(pages, [['d', 'e'], ['changed', 'c'], ['a']])
  assert.equal(history.get('ben', 'a'), undefined)
  history.remove('ben', 'a')
  history.remove('ann', 'e')
  assert.equal(history.get('ann', 'a')?.text, 'a')
  assert.equal(history.get('ann', 'e'), undefined)
})

test('the oldest cards above the limit are removed, and their ids returned', () => {
  const history = createHistory({ database: openDatabase(IN_MEMORY), most: 2 })
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((id) => history.save('ann', card(id))),
    [[], [], ['a'], ['b']],
  )
  assert.deepEqual(history.save('ben', card('e')), [])
  assert.deepEqual(
    history.list('ann').cards.map(({ id }) => id),
    ['c', 'd'],
  )
})
