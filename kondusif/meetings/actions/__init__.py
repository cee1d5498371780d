from kondusif.meetings.actions.planning import NewItem, NewMeeting, cancel_meeting, open_meeting, plan_meeting

__all__ = ["NewItem", "NewMeeting", "cancel_meeting", "open_meeting", "plan_meeting"]
