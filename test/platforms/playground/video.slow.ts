/** An MP4 animation, from a real render to its playback on the page. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { withoutFfmpeg } from '../../support/ffmpeg.ts'
import { dataFolder } from '../../support/house.ts'
import { endApps, startApp } from './app-process.ts'
import { faultsOf } from './axe.ts'
import { closeBrowser, send, until, visit, withoutChromium } from './browser.ts'

after(closeBrowser)
after(endApps)

test('a video plays in its message and in the lightbox, with controls and an accessible name; a spoiler is hidden at first', {
  skip: withoutChromium || withoutFfmpeg,
}, async () => {
  const app = await startApp(dataFolder())
  await using ann = await visit(app.url)
  const { page, faults } = ann
  await send(page, '/filter block1_conv2 filters:1,3 frames:4 size:65 iterations:2 format:mp4')
  await until(page, 'done')
  const ready = (selector: string) =>
    page.waitForFunction((which) => {
      const video = document.querySelector<HTMLVideoElement>(which)
      return video !== null && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
    }, selector)
  const look = (selector: string) =>
    page.$eval(selector, (video: HTMLVideoElement) => ({
      size: [video.videoWidth, video.videoHeight],
      name: video.getAttribute('aria-label'),
      controls: video.controls,
      loop: video.loop,
      muted: video.muted,
      inline: video.playsInline,
      paused: video.paused,
      wide: video.getBoundingClientRect().width > 64,
    }))
  const usual = { size: [64, 64], controls: true, loop: true, muted: true, inline: true, wide: true }
  await ready('.pictures video')
  const { name, paused, ...rest } = await look('.pictures video')
  assert.deepEqual(rest, usual)
  assert.match(name ?? '', /animation/)
  // It does not play by itself, because this visitor prefers reduced motion.
  assert.equal(paused, true)
  await page.$eval('.pictures video', (video: HTMLVideoElement) => video.play())
  // It loops.
  await page.$eval('.pictures video', (video: HTMLVideoElement) => {
    video.currentTime = video.duration - 0.05
    return new Promise<void>((resolve) => {
      video.addEventListener('timeupdate', () => video.currentTime < 0.2 && resolve())
    })
  })

  await page.click('.message [data-part=open]')
  await ready('#lightbox video')
  const large = await look('#lightbox video')
  assert.deepEqual([large.size, large.name, large.wide], [[64, 64], name, true])
  assert.equal(await page.isVisible('#lightbox [data-part=after]'), false)
  assert.deepEqual(faults, [])
  assert.deepEqual(await faultsOf(page), [])
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#lightbox [data-part=download]')])
  assert.match(download.suggestedFilename(), /^filter.*\.mp4$/)
  await page.press('#lightbox', 'Escape')
  assert.deepEqual(await faultsOf(page), [])

  // The first press on a spoiler reveals it; then the video has its own controls.
  await send(page, '/settings spoiler:yes')
  await until(page, 'info')
  await send(page, '/filter block1_conv2 filters:1,5 frames:4 size:65 iterations:2 format:mp4')
  await until(page, 'done')
  const veiled = page.locator('.message:last-child .veiled button')
  const hidden = veiled.locator('video')
  assert.deepEqual(
    [await hidden.getAttribute('controls'), await hidden.getAttribute('aria-label')],
    [null, await veiled.getAttribute('title')],
  )
  assert.deepEqual(await faultsOf(page), [])
  await veiled.focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('.message:last-child .pictures:not(.veiled) > video[controls]:focus')
  assert.equal(await page.locator('.message:last-child .pictures > *').count(), 1)
  assert.equal(await app.end('SIGTERM'), 0)
})
