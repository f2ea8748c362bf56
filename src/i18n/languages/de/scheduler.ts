/** The queue: limits, estimates and lost jobs. */
export const scheduler = {
  'You already have {0} waiting or running; send the next {1}.':
    'Du hast schon {0} in Arbeit oder in der Schlange; schick das nächste, {1}.',
  'when it is done': 'sobald es fertig ist',
  'when one of them is done': 'sobald eins davon fertig ist',
  '{0}, in {1}': '{0}, in {1}',
  'This place already has {0} waiting; come back when one of them has started.':
    'Hier gibt es schon {0} in der Schlange; komm wieder, sobald eins davon begonnen hat.',

  'This picture would take {0}, and no picture may take longer than {1}.':
    'Dieses Bild würde {0} dauern, und kein Bild darf länger dauern als {1}.',
  'A size of {0} would fit.': 'Mit der Größe {0} ginge es.',
  'Ask for fewer frames, filters or iterations.': 'Nimm weniger Bilder, Filter oder Schritte.',

  'You have reached the limit of {0} per hour; come back in {1}.':
    'Mehr als {0} pro Stunde gehen nicht; komm in {1} wieder.',

  'The render process ended before this picture was finished.':
    'Der Rechenprozess wurde beendet, bevor dieses Bild fertig war.',
  'Ask for it again; if that fails too, try a smaller size.':
    'Versuch es noch einmal; wenn auch das nicht klappt, nimm eine kleinere Größe.',
  'This picture was stopped because it made no progress for {0}.':
    'Dieses Bild wurde abgebrochen, weil es {0} lang nicht vorankam.',
  'Ask for it again, or for a smaller size.': 'Versuch es noch einmal oder nimm eine kleinere Größe.',
  'It has been logged; try again, or with other options if it happens twice.':
    'Es ist protokolliert; versuch es noch einmal, und wenn es wieder passiert, mit anderen Optionen.',
  'This picture needs more than the {0} of memory that a render process may hold.':
    'Dieses Bild braucht mehr als die {0} Speicher, die ein Rechenprozess haben darf.',
  'Try a size of {0}.': 'Versuch es mit der Größe {0}.',
  'Ask for fewer frames or filters.': 'Nimm weniger Bilder oder Filter.',

  'No render worker has the network {0}.': 'Kein Rechenprozess hat das Netz {0}.',
  'Try again later, or with another network.': 'Versuch es später noch einmal oder mit einem anderen Netz.',

  'Dreambot is shutting down and takes no new pictures.':
    'Dreambot wird gerade beendet und nimmt keine neuen Bilder an.',
  'Ask again in a minute.': 'Versuch es in einer Minute noch einmal.',
}
