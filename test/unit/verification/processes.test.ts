import { describe, expect, it } from 'vitest';
import type { ProcessDraft } from '../../../src/protocol/operations.js';
import { checkProcesses, configure } from '../../../src/verification/processes.js';
import { errorOf } from '../../support/rejection.js';

const flows = ['retail-authentication', 'bank'];
const draft: ProcessDraft = { verifyTypeCode: 'RETAIL_OTP', name: 'Code', flow: 'bank', requiredLevel: 1 };
const created = configure([], { action: 'create', process: draft }, flows);
const enabled = configure(created, { action: 'enable', verifyTypeCode: 'RETAIL_OTP' }, flows);

describe('a process', () => {
  it('is created disabled, enabled, disabled, edited and deleted', () => {
    expect(created).toEqual([{ ...draft, enabled: false }]);
    expect(enabled).toEqual([{ ...draft, enabled: true }]);
    const disabled = configure(enabled, { action: 'disable', verifyTypeCode: 'RETAIL_OTP' }, flows);
    const process = { ...draft, verifyTypeCode: 'OTP', name: ' One-time password ', requiredLevel: 0 as const };
    const edited = configure(disabled, { action: 'update', verifyTypeCode: 'RETAIL_OTP', process }, flows);
    expect(edited).toEqual([{ ...process, name: 'One-time password', enabled: false }]);
    expect(configure(edited, { action: 'delete', verifyTypeCode: 'OTP' }, flows)).toEqual([]);
    expect(configure(edited, { action: 'list' }, flows)).toBe(edited);
  });

  it.each(['update', 'delete'] as const)('does not let itself be changed by %s while it is enabled', (action) => {
    const error = errorOf(() => configure(enabled, { action, verifyTypeCode: 'RETAIL_OTP', process: draft }, flows));
    expect(error.code).toBe('verification/process-enabled');
  });

  it.each(['update', 'delete', 'enable', 'disable'] as const)('must be there for %s', (action) => {
    const error = errorOf(() => configure(created, { action, verifyTypeCode: 'OTHER', process: draft }, flows));
    expect(error.code).toBe('verification/unknown-code');
  });

  it.each([
    undefined,
    { ...draft, verifyTypeCode: 'no spaces' },
    { ...draft, verifyTypeCode: '' },
    { ...draft, verifyTypeCode: 'RETAIL_OTP' },
    { ...draft, verifyTypeCode: 'A', name: '  ' },
    { ...draft, verifyTypeCode: 'A', name: 'x'.repeat(129) },
    { ...draft, verifyTypeCode: 'A', flow: 'nobody' },
    { ...draft, verifyTypeCode: 'A', requiredLevel: 2 as 1 },
  ])('is refused as %j', (process) => {
    const error = errorOf(() => configure(created, { action: 'create', ...(process && { process }) }, flows));
    expect(error.code).toBe('verification/invalid-process');
  });

  it('is not enabled when its flow has gone', () => {
    const error = errorOf(() => configure(created, { action: 'enable', verifyTypeCode: 'RETAIL_OTP' }, ['retail']));
    expect(error.code).toBe('verification/invalid-process');
  });

  it('is checked where a service begins with it', () => {
    checkProcesses(enabled, flows);
    expect(errorOf(() => checkProcesses([...enabled, ...enabled], flows)).code).toBe('verification/invalid-process');
    expect(errorOf(() => checkProcesses(enabled, [])).message).toContain('RETAIL_OTP');
  });
});
