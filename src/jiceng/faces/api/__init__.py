"""What other programs use: the API under /api/v1/ (接口) and the calendar feed (日历订阅).

The API answers to tokens alone, never to a session; it calls the services and selectors that the pages call,
in the words of the code: one name for one thing. It decides nothing.
"""
