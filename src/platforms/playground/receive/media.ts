/** Bytes in and out: uploads of photos; photos, results, previews and filter pictures to show. */
import { readFile } from 'node:fs/promises'
import { type Context, Hono } from 'hono'
import { etag } from 'hono/etag'
import { z } from 'zod'
import type { Atlas } from '../../../atlas/atlas.ts'
import { atlasFilters } from '../../../atlas/jobs.ts'
import { UserError } from '../../../core/errors.ts'
import type { PhotoStore } from '../../../storage/photo-store.ts'
import { readCapped } from '../../fetch-photo.ts'
import type { Delivery } from '../deliver/deliver.ts'
import type { Results } from '../deliver/results.ts'
import { type Served, serveFile, servePhoto, servePreview, serveSmall, serveTile } from '../deliver/served-files.ts'
import { refusal } from '../errors.ts'
import type { RequestContext } from '../visitors.ts'
import { readQuery } from './body.ts'

export interface MediaOptions {
  readonly photos: PhotoStore
  readonly results: Results
  readonly delivery: Delivery
  readonly atlas: Pick<Atlas, 'choice' | 'tilePath'>
}

export function uploadRoutes({ photos }: Pick<MediaOptions, 'photos'>): Hono<RequestContext> {
  const app = new Hono<RequestContext>()
  app.post('/photos', async (c) => c.json({ photo: await photos.put(await readCapped(c.req.raw)) }))
  return app
}

/** Serves results and previews to their visitor only, and photos to every visitor who knows their key, a hash of the bytes. */
export function mediaRoutes({ photos, results, delivery, atlas }: MediaOptions): Hono<RequestContext> {
  const app = new Hono<RequestContext>()

  app.get('/files/:id', async (c) => {
    const file = await results.read(c.var.visitor, c.req.param('id'))
    const options = { download: c.req.query('download') !== undefined, range: c.req.header('range') }
    return answer(c, file && serveFile(file, options))
  })

  app.get('/previews/:card/:number', (c) => {
    const { visitor } = c.var
    const card = c.req.param('card')
    const preview = delivery.preview(visitor, card)
    // The job has ended in the meantime: no error, because the page receives the result next.
    if (!preview && delivery.get(visitor, card)) return c.body(null, 204)
    return answer(c, preview && servePreview(preview))
  })

  app.get('/photos/:key', async (c) => answer(c, await servePhoto(await photos.get(c.req.param('key')))))
  app.get('/photos/:key/small', async (c) => answer(c, await serveSmall(await photos.get(c.req.param('key')))))

  // Lists the filters of a layer that have a picture. Only the first filters, those of an atlas, can have one.
  app.get('/api/tiles', async (c) => {
    const { network, layer } = readQuery(c, layerSchema)
    const filters = filtersOf(atlas, { network, layer })
    const paths = await Promise.all(filters.map((filter) => atlas.tilePath({ network, layer, filter })))
    return c.json(filters.filter((_, i) => paths[i] !== undefined))
  })

  app.get('/tiles', etag(), async (c) => {
    const { network, layer, filter } = readQuery(c, tileSchema)
    const path = await atlas.tilePath({ network, layer, filter })
    const file = path === undefined ? undefined : await readFile(path).catch(() => undefined)
    return answer(c, file && serveTile(file))
  })

  return app
}

/** The filters that an atlas shows; none if the network is not installed. */
function filtersOf(atlas: Pick<Atlas, 'choice'>, { network, layer }: z.output<typeof layerSchema>): number[] {
  try {
    return atlasFilters(atlas.choice(network, layer))
  } catch (error) {
    if (error instanceof UserError && error.code === 'missing-weights') return []
    throw error
  }
}

const layerSchema = z.object({ network: z.string(), layer: z.string() })
const tileSchema = layerSchema.extend({ filter: z.coerce.number().int().min(0) })

/** Throws a refusal if there is nothing to serve. */
function answer(c: Context, served: Served | undefined): Response {
  if (!served) throw refusal('not-found')
  return c.body(served.body, served.status ?? 200, { ...served.headers })
}
