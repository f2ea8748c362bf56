/** Bytes in and out: photos that visitors send, results, previews. */
import { type Context, Hono } from 'hono'
import type { Photos } from '../../photos.ts'
import { readCapped } from '../fetch-photo.ts'
import type { Desk } from './desk.ts'
import { type Served, serveFile, servePhoto, servePreview, serveSmall } from './pictures.ts'
import type { Known } from './reader.ts'
import type { Results } from './results.ts'

export interface MediaOptions {
  readonly photos: Photos
  readonly results: Results
  readonly desk: Desk
}

/** Takes photos. */
export function uploadRoutes({ photos }: Pick<MediaOptions, 'photos'>): Hono<Known> {
  const app = new Hono<Known>()
  app.post('/photos', async (c) => c.json({ photo: await photos.put(await readCapped(c.req.raw)) }))
  return app
}

/** Serves pictures. A photo is found by its key, which who knows it can also render by. */
export function mediaRoutes({ photos, results, desk }: MediaOptions): Hono<Known> {
  const app = new Hono<Known>()

  app.get('/files/:id', async (c) => {
    const file = await results.read(c.var.visitor, c.req.param('id'))
    return answer(c, file && serveFile(file, c.req.query('download') !== undefined))
  })

  app.get('/previews/:card/:number', (c) => {
    const preview = desk.preview(c.var.visitor, c.req.param('card'))
    return answer(c, preview && servePreview(preview))
  })

  app.get('/photos/:key', async (c) => answer(c, await servePhoto(await photos.get(c.req.param('key')))))
  app.get('/photos/:key/small', async (c) => answer(c, await serveSmall(await photos.get(c.req.param('key')))))

  return app
}

function answer(c: Context, served: Served | undefined): Response | Promise<Response> {
  return served ? c.body(served.body, 200, { ...served.headers }) : c.notFound()
}
