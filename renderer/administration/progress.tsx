import type { Ref } from 'react'
import type { SwitchOverProgress } from '../../shared/contract/status.ts'
import {
  formatDuration,
  switchOverLabels as labels,
  ruleWords,
  stepWords,
  switchOverWords,
} from '../../shared/domain/labels.ts'
import { failing } from '../../shared/domain/rules.ts'
import { CommandButton } from '../kit/command-button.tsx'
import { GroupBox } from '../kit/group-box.tsx'
import { MissingList } from '../kit/missing-list.tsx'
import { ProgressSteps } from '../kit/progress-steps.tsx'

interface Props {
  readonly progress: SwitchOverProgress
  readonly onStop: () => void
  readonly id: string | undefined
  readonly ref: Ref<HTMLFieldSetElement> | undefined
}

/** A running switch-over, or one that did not succeed. */
export const Progress = ({ progress, onStop, id, ref }: Props) => {
  const isRunning = progress.outcome === null
  const running = progress.steps.find((step) => step.state === 'running')
  const failed = failing(progress.failed).map(ruleWords)
  return (
    <GroupBox title={labels.progressTitle} className="progress" id={id} ref={ref}>
      <div className="with-button">
        <p className="sentence">{switchOverWords(progress)}</p>
        {isRunning && progress.cancellable && <CommandButton label={labels.stop} onPress={onStop} />}
      </div>
      <p className="visually-hidden" role="status">
        {isRunning ? running && stepWords(running.step) : switchOverWords(progress)}
      </p>
      <ProgressSteps steps={progress.steps} />
      <p className="row-detail">
        {labels.elapsed} <b>{formatDuration(progress.elapsedMs)}</b>
        {isRunning && !progress.cancellable && ` · ${labels.stopTooLate}`}
      </p>
      {failed.length > 0 && (
        <div className="missing">
          <p className="missing-title">{labels.failedTitle}</p>
          <MissingList items={failed} />
        </div>
      )}
    </GroupBox>
  )
}
