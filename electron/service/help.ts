import { recordOutcomes } from '../../shared/contract/record.ts'
import { acts } from '../../shared/core/step-types.ts'
import { DEFAULT_DATA_FOLDER } from '../engine/store/data-folder.ts'

const WIDTH = 100
const MARGIN = '      '

/** With commas, in as many lines as it takes. */
const list = (words: readonly string[]): string =>
  words.reduce((text, word, index) => {
    const line = text.slice(text.lastIndexOf('\n') + 1)
    if (index === 0) return word
    return line.length + word.length > WIDTH ? `${text},\n${MARGIN}${word}` : `${text}, ${word}`
  }, '')

/** Of each command: how it is typed, and what it does. */
const parts: Readonly<Record<string, string>> = {
  serve: `  redundancy serve [--address 127.0.0.1] [--port N]
      Runs the redundancy engine of this server and its windows. Prints a one-time link for a browser.
      A data folder that does not exist is made, and said to be new.`,
  link: `  redundancy link
      Prints a fresh one-time link for a browser (once, within 10 minutes).`,
  status: `  redundancy status [--json]
      Shows what Redundancy Administration shows.`,
  doctor: `  redundancy doctor [--json]
      Examines the link to the other server now (up to 45 s) and says what is wrong, in which
      direction, and what to do.`,
  enable: `  redundancy enable --role primary|secondary --primary A --secondary B [--line-switch C] [--key-file F]
      Enables redundancy. The Redundancy Key is asked for, or read from the file or a pipe; without
      either a key that is already stored is kept.`,
  disable: `  redundancy disable
      Breaks redundancy: the active system keeps serving alone, the standby never takes control.`,
  'switch-over': `  redundancy switch-over [--wait]
      Moves control to the other system. --wait shows the steps and ends when it is done.`,
  force: `  redundancy force [--wait] [--consent "SENTENCE"]
      Takes control on this server without the rules, when the other one is gone. Shows what would be
      lost and what cannot be excluded, then asks for a sentence to be typed; without a terminal only
      with --consent.`,
  'declare-other-off': `  redundancy declare-other-off [--consent "SENTENCE"]
      Tells a server in control that the other one is off and stays off, so that it stays in control even
      when it can prove nothing; what that means is shown first.`,
  'acknowledge-dual-control': `  redundancy acknowledge-dual-control
      Says that somebody has seen that both systems claimed control.`,
  lines: `  redundancy lines back
      Moves the lines, which a hand moved to the standby's side, back to this server, which is in control.`,
  arm: `  redundancy arm
      Turns automatic take-over on, on the standby.`,
  disarm: `  redundancy disarm
      Turns automatic take-over off, on the standby.`,
  maintenance: `  redundancy maintenance start --minutes N | maintenance end
      Planned maintenance: automatic take-over is off on both servers for N minutes (a week at most), then by
      itself as it was before.`,
  rehearse: `  redundancy rehearse [--at HH:MM | --between HH:MM-HH:MM] [--hold 30s] [--wait]
      Moves control to the other system and back, and measures it: now, at the next such time (within five
      minutes of it), or in the next such window (12 hours at most) as soon as every rule of a switch-over
      holds. The other system has to keep all services Up for so long. --wait shows the steps and ends with the result.
  redundancy rehearse --cancel
      Cancels what is planned; control that is away comes back at once.
  redundancy rehearse results [--json]
      Shows what the last rehearsals came to.`,
  'confirm-deletions': `  redundancy confirm-deletions SET
      Confirms the deletions that are held back in a replicated set, on the server that holds them.`,
  'accept-certificate': `  redundancy accept-certificate [--consent "SENTENCE"]
      Accepts a new certificate of the other server, after that was installed anew: both are shown first.`,
  record: `  redundancy record [--from T] [--to T] [--act A] [--outcome O] [--person P] [--text W] [-n N] [--json] [--out FILE]
      Shows the newest N decisions (20; with --out all) that fit, each with its rules. T is 2026-11-22,
      "2026-11-22 14:30" or "2026-11-22 14:30:05". --json writes JSON Lines; --out writes a new file instead.
      O is one of ${list(recordOutcomes)}.
      A is one of ${list(acts)}.
  redundancy record verify
      Judges every decision again from what was recorded of it, and names any that comes out differently.`,
}

export const helpText = `redundancy: the service of a redundant pair, and its command line

${Object.values(parts).join('\n')}
  redundancy help [COMMAND]

Every command takes --data DIR, the data folder of the server (${DEFAULT_DATA_FOLDER}). All but serve
and link also reach the engine that runs in the desktop app.
Exit codes: 0 done, 1 refused or failed (the reason is printed), 2 wrong usage, 130 ended by Ctrl-C.`

/** Of one command; null where there is none of that name. */
export const helpOf = (command: string): string | null =>
  Object.hasOwn(parts, command)
    ? `${parts[command]}\n\n"redundancy --help" shows all commands, and what they have in common.`
    : null
