export { AiccError, isAiccError } from 'aicc-support';
