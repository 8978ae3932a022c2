import type { SwitchOverProgress } from '../../shared/contract/status.ts'
import { formatDuration, stepStateWords, stepWords, switchOverLabels } from '../../shared/domain/labels.ts'
import { Shape, type Tone } from './status-word.tsx'

type Step = SwitchOverProgress['steps'][number]

const tones = { waiting: 'plain', running: 'busy', done: 'good', failed: 'bad' } as const satisfies Record<
  Step['state'],
  Tone
>

/** The named steps with the usual and the actual time of each. */
export const ProgressSteps = ({ steps }: { steps: readonly Step[] }) => (
  <ol className="progress-steps">
    {steps.map((step) => (
      <li key={step.step} className={step.state} aria-current={step.state === 'running' ? 'step' : undefined}>
        <span className="step-shape">
          <Shape tone={tones[step.state]} />
        </span>
        <span className="step-name">{stepWords(step.step)}</span>
        <span className="step-state">{stepStateWords(step.state)}</span>
        <span className="step-time">{step.tookMs === null ? '' : formatDuration(step.tookMs)}</span>
        <span className="step-usual">
          {switchOverLabels.usual} {formatDuration(step.usualMs)}
        </span>
      </li>
    ))}
  </ol>
)
