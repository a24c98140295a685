"""Slack: channels and direct messages to send to, and the people there who ask."""
