import { wrongExperimentProps } from './experiments-props';
import { wrongSearches } from './experiments-search';
import { wrongTrials } from './experiments-trials';
import { WrongProgram } from './programs';

/** Wrong experiments, and exactly what is said of each. */
export const wrongExperiments: readonly WrongProgram[] = [...wrongExperimentProps, ...wrongSearches, ...wrongTrials];
