/** Days are counted from 1970-01-01 of the calendar itself. Months and days count from 1. */
export interface CalendarDate {
  year: number;
  month: number;
  day: number;
}

export interface Calendar {
  toDays(date: CalendarDate): number;
  toDate(days: number): CalendarDate;
}

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const EPOCH = 1970;
const TO_GREGORIAN = { year: 1582, month: 10, day: 15 };

/**
 * Calendars of the CF conventions. [https://cfconventions.org/cf-conventions/cf-conventions.html#calendar] Null for an
 * unknown name.
 */
export function calendarOf(name: string): Calendar | null {
  switch (name.toLowerCase()) {
    case 'standard':
    case 'gregorian':
      return standard;
    case 'proleptic_gregorian':
      return gregorian;
    case 'julian':
      return julian;
    case 'noleap':
    case '365_day':
      return fixedYears(MONTHS);
    case 'all_leap':
    case '366_day':
      return fixedYears([31, 29, ...MONTHS.slice(2)]);
    case '360_day':
      return fixedYears(Array.from({ length: 12 }, () => 30));
    default:
      return null;
  }
}

/**
 * Number of a day in the Julian or Gregorian calendar, from its first of March on, so that the leap day is the last of
 * a year.
 */
function countedFromMarch({ year, month, day }: CalendarDate): { years: number; days: number } {
  const years = month > 2 ? year : year - 1;
  return { years, days: Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1 };
}

function dateFromMarch(years: number, days: number): CalendarDate {
  const shifted = Math.floor((5 * days + 2) / 153);
  const month = ((shifted + 2) % 12) + 1;
  return { year: month > 2 ? years : years + 1, month, day: days - Math.floor((153 * shifted + 2) / 5) + 1 };
}

const gregorian: Calendar = {
  toDays(date) {
    const { years, days } = countedFromMarch(date);
    return years * 365 + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400) + days - 719_468;
  },
  toDate(days) {
    const count = days + 719_468;
    const era = Math.floor(count / 146_097);
    const ofEra = count - era * 146_097;
    const years = Math.floor(
      (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
    );
    return dateFromMarch(years + era * 400, ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100)));
  },
};

const julianDays = (date: CalendarDate): number => {
  const { years, days } = countedFromMarch(date);
  return years * 365 + Math.floor(years / 4) + days;
};
const JULIAN_EPOCH = julianDays({ year: EPOCH, month: 1, day: 1 });

const julian: Calendar = {
  toDays: (date) => julianDays(date) - JULIAN_EPOCH,
  toDate(days) {
    const count = days + JULIAN_EPOCH;
    const era = Math.floor(count / 1_461);
    const ofEra = count - era * 1_461;
    const years = Math.floor((ofEra - Math.floor(ofEra / 1_460)) / 365);
    return dateFromMarch(years + era * 4, ofEra - 365 * years);
  },
};

/** Julian until October 4th of 1582, after which came the 15th. */
const CHANGE = gregorian.toDays(TO_GREGORIAN);
const CHANGE_IN_JULIAN = julian.toDays({ year: 1582, month: 10, day: 5 });

const standard: Calendar = {
  toDays(date) {
    const { year, month, day } = date;
    const isBefore = year !== 1582 ? year < 1582 : month !== 10 ? month < 10 : day < 15;
    return isBefore ? julian.toDays(date) - CHANGE_IN_JULIAN + CHANGE : gregorian.toDays(date);
  },
  toDate: (days) => (days < CHANGE ? julian.toDate(days - CHANGE + CHANGE_IN_JULIAN) : gregorian.toDate(days)),
};

function fixedYears(months: readonly number[]): Calendar {
  const yearDays = months.reduce((sum, days) => sum + days, 0);
  return {
    toDays: ({ year, month, day }) =>
      (year - EPOCH) * yearDays + months.slice(0, month - 1).reduce((sum, days) => sum + days, 0) + day - 1,
    toDate(days) {
      const years = Math.floor(days / yearDays);
      let rest = days - years * yearDays;
      const month = months.findIndex((length) => {
        if (rest < length) return true;
        rest -= length;
        return false;
      });
      return { year: years + EPOCH, month: month + 1, day: rest + 1 };
    },
  };
}
