// A classic script rather than a module: it runs before the first paint, so that the other theme never flashes.
{
  const root = document.documentElement
  const chosen = localStorage.getItem('theme')
  if (chosen) root.dataset.theme = chosen
  document.addEventListener('DOMContentLoaded', () => {
    document.getElementById('theme')?.addEventListener('click', () => {
      const dark = matchMedia('(prefers-color-scheme: dark)').matches
      const now = root.dataset.theme ?? (dark ? 'dark' : 'light')
      root.dataset.theme = now === 'dark' ? 'light' : 'dark'
      localStorage.setItem('theme', root.dataset.theme)
    })
  })
}
