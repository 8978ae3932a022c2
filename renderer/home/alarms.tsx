import type { Alarm } from '../../shared/contract/status.ts'
import {
  alarmWords,
  fillCopyLabels,
  homeLabels as labels,
  linkWindowLabels,
} from '../../shared/domain/labels.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { Shape, type Tone } from '../kit/status-word.tsx'
import type { Question } from '../window/updates.ts'

const tones = { info: 'info', warning: 'caution', critical: 'bad' } as const satisfies Record<
  Alarm['severity'],
  Tone
>
const order = { critical: 0, warning: 1, info: 2 } as const

interface Props {
  readonly alarms: readonly Alarm[]
  readonly onAsk: (question: Question) => void
  readonly onLink: () => void
}

/** Only who holds them back can let them go. */
const isHeldHere = ({ code, params }: Alarm): boolean =>
  code === 'massDeletionHeld' && params.at !== 'otherServer'

const AlarmItem = ({ alarm, onAsk, onLink }: { alarm: Alarm } & Omit<Props, 'alarms'>) => {
  const words = alarmWords(alarm)
  const { set } = alarm.params
  return (
    <li className={`alarm ${alarm.severity}`}>
      <Shape tone={tones[alarm.severity]} />
      <div>
        <p className="alarm-title">
          <span className="severity">{words.severity}:</span> {words.title}{' '}
          <span className="since">{words.since}</span>
        </p>
        <p>{words.text}</p>
        <p className="remedy">{words.remedy}</p>
        {alarm.code === 'peerSilent' && <CommandButton label={linkWindowLabels.open} onPress={onLink} />}
        {typeof set === 'string' && isHeldHere(alarm) && (
          <CommandButton
            label={labels.confirmDeletions}
            onPress={() => onAsk({ kind: 'confirmDeletions', set })}
          />
        )}
        {typeof set === 'string' && alarm.code === 'copyFolderEmpty' && (
          <CommandButton label={fillCopyLabels.open} onPress={() => onAsk({ kind: 'fillCopy', set })} />
        )}
      </div>
    </li>
  )
}

/** What is wrong and what to do, the worst first. */
export const Alarms = ({ alarms, onAsk, onLink }: Props) => {
  const sorted = [...alarms].sort((first, second) => order[first.severity] - order[second.severity])
  return (
    <section className="alarms" aria-labelledby="alarms-title">
      <h2 id="alarms-title">{labels.alarms}</h2>
      {sorted.length === 0 ? (
        <p className="quiet">{labels.noAlarms}</p>
      ) : (
        <ul>
          {sorted.map((alarm) => (
            <AlarmItem
              key={`${alarm.code} ${Object.values(alarm.params).join(' ')}`}
              alarm={alarm}
              onAsk={onAsk}
              onLink={onLink}
            />
          ))}
        </ul>
      )}
    </section>
  )
}
