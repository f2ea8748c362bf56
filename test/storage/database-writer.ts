/** A process that writes a hundred jobs to the database of a folder. */
import { openDatabase } from '../../src/storage/database.ts'
import { createJobJournal } from '../../src/storage/job-journal.ts'

const [folder = '', name = ''] = process.argv.slice(2)
const database = openDatabase(folder)
const journal = createJobJournal(database)
const job = { command: 'dream', network: 'minivgg', layer: 'block1_conv1', parameters: {}, seed: 1 }
for (let i = 0; i < 100; i++) {
  journal.add({ id: `${name} ${i}`, job, user: name, address: { platform: 'chat', place: 'home' } })
}
database.close()
process.disconnect?.()
