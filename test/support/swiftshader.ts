/** A graphics card for tests: the software Vulkan driver that comes with Chromium. */
import { existsSync } from 'node:fs'

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json'

/** Why tests without it are skipped, or false where it is there. */
export const withoutSwiftShader = existsSync(DRIVER) ? false : 'needs chromium and libvulkan1'

/** Makes this process and those it starts see that driver alone. It must be called before the first WebGPU session. */
export function useSwiftShader(): void {
  process.env.VK_DRIVER_FILES = DRIVER
}
