/** Cards, buttons, and the answers to requests that are not allowed. */
export const bot = {
  Cancel: 'Abbrechen',
  Deeper: 'Tiefer',
  Stronger: 'Stärker',
  'Next layer': 'Nächste Schicht',
  'New seed': 'Neuer Seed',
  Animate: 'Animieren',
  'Draw what fires here': 'Zeichnen, was hier anspricht',
  'Dream of what fires here': 'Davon träumen, was hier anspricht',
  Recipe: 'Rezept',
  Delete: 'Löschen',
  '{0} is the last layer of {1}.': '{0} ist die letzte Schicht von {1}.',
  'More than {0} iterations are not possible.': 'Mehr als {0} Schritte sind nicht möglich.',
  'Try Deeper.': 'Versuch „Tiefer“.',
  'This picture is no longer kept.': 'Dieses Bild ist nicht mehr gespeichert.',
  'Render it again from its recipe.': 'Erzeuge es neu aus seinem Rezept.',

  'Only moderators of this place can do that.': 'Das darf hier nur die Moderation.',
  'Dreambot does not answer in this channel.': 'Dreambot antwortet in diesem Kanal nicht.',
  'Ask its moderators where it does.': 'Frag die Moderation, wo.',

  'next in line': 'als Nächstes dran',
  'score {0} → {1}': 'Wert {0} → {1}',
  '{0}, done in {1}': '{0}, fertig in {1}',
  starting: 'beginnt',
  cancelled: 'abgebrochen',
  '{0} left': 'noch {0}',
  'seed {0}': 'Seed {0}',
  '{0} frame': '{0} Einzelbild',
  '{0} frames': '{0} Einzelbilder',
  '{0} step': '{0} Schritt',
  '{0} steps': '{0} Schritte',

  'of {0}': 'von {0}',
  'every layer, a row each': 'jede Schicht, je eine Zeile',

  'This is not the guide that the recipe was made with.': 'Das ist nicht das Leitbild, mit dem das Rezept entstand.',
  'Attach that one.': 'Häng das richtige an.',
  'This is no recipe: the command {0} renders nothing.': 'Das ist kein Rezept: Der Befehl {0} erzeugt kein Bild.',
  'This is not the photo that the recipe was made with.': 'Das ist nicht das Foto, zu dem das Rezept gehört.',

  'Ask again in a while.': 'Versuch es später noch einmal.',
  '{0} finished pictures cannot be posted at the moment.': '{0} fertige Bilder lassen sich gerade nicht abschicken.',

  'The reply is ready, but it could not be posted here.':
    'Die Antwort ist fertig, ließ sich hier aber nicht veröffentlichen.',

  'Give this to /recipe to get the same picture again:':
    'Gib das an /recipe, um dasselbe Bild noch einmal zu erzeugen:',
  'The picture is deleted.': 'Das Bild ist gelöscht.',
  'This picture is being cancelled.': 'Dieses Bild wird abgebrochen.',
  'This picture has already ended.': 'Dieses Bild ist schon abgeschlossen.',
  'This picture is no longer on record.': 'Über dieses Bild ist nichts mehr bekannt.',
  'Only the person who asked for this picture can do that.': 'Das darf nur, wer dieses Bild angefordert hat.',
}
