/** A graphics card for tests: the software Vulkan driver that comes with Chromium. */
import { existsSync } from 'node:fs'

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json'

/** For a test's `skip`: why the driver is not available, or false. */
export const withoutSwiftShader = existsSync(DRIVER) ? false : 'needs chromium and libvulkan1'

/** Makes this process and its children use only that driver. Must be called before the first WebGPU session. */
export function useSwiftShader(): void {
  process.env.VK_DRIVER_FILES = DRIVER
}
