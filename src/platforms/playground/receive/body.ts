/** What a request says, as JSON of a known shape. */
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'

/** No page sends more that is no photo. */
const MOST_BYTES = 64 * 1024

/** Throws an HTTPException 413 or 400 for what the page would not send. */
export async function readJson<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of c.req.raw.body ?? []) {
    length += chunk.length
    if (length > MOST_BYTES) throw new HTTPException(413)
    chunks.push(chunk)
  }
  return checked(schema, () => JSON.parse(Buffer.concat(chunks).toString()))
}

/** The query of an address. Throws an HTTPException 400. */
export function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): z.output<Schema> {
  return checked(schema, () => c.req.query())
}

function checked<Schema extends z.ZodType>(schema: Schema, value: () => unknown): z.output<Schema> {
  try {
    return schema.parse(value())
  } catch (cause) {
    throw new HTTPException(400, { cause })
  }
}
