package io.caravan.window;

/** What an iCalendar file says of one event: its time or days, how it recurs, what it is called. */
public record CalendarEvent(String summary) {}
