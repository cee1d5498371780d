"""Telegram: a bot that takes messages by webhook and answers by the Bot API."""
