from wema_tui.terminal.pace import Pace


def line(bytes_a_second, delay, *, seconds=20.0, size=100, every=0.01):
    """Offer a picture again and again; return the longest queue, and bytes sent.

    The queue is what has been sent and has not come through, in seconds.
    """
    pace, now, free_at, sent, longest = Pace(), 0.0, 0.0, 0, 0.0
    answers = []
    while now < seconds:
        while answers and answers[0] <= now:
            pace.answered(answers.pop(0))
        if not pace.wait(now):
            free_at = max(now, free_at) + size / bytes_a_second
            sent += size
            if pace.asks(size, now):
                answers.append(free_at + 2 * delay)
        longest = max(longest, free_at - now)
        now += every
    return longest, sent


def test_on_a_slow_line_little_is_ever_on_its_way():
    longest, sent = line(960, 0.4)
    assert longest < 0.8  # seconds; all that was offered would have been 180
    assert sent > 960 * 20 * 0.6  # and the line is busy


def test_a_long_way_without_a_bottleneck_is_used():
    _longest, sent = line(1_000_000, 0.3, size=3_000)
    assert sent > 20 * 3_000 / 0.6 * 5  # many pictures a round trip, not one


def test_a_terminal_that_never_answers_is_asked_no_more():
    pace = Pace()
    assert pace.asks(300, 0.0)
    assert pace.asks(1_000, 1.0)
    assert 0 < pace.wait(2.0) <= 5.0
    assert pace.wait(6.0) == 0
    assert not pace.asks(300, 6.0)
    assert not pace.asks(9_000, 7.0)
    assert pace.wait(7.0) == 0


def test_a_terminal_that_answered_before_is_waited_for_and_asked_again():
    pace = Pace()
    assert pace.asks(300, 0.0)
    assert pace.answered(0.1)
    assert pace.asks(2_000, 1.0)
    assert pace.wait(2.0) == 4.0
    assert pace.wait(6.5) == 0
    assert pace.asks(300, 6.5)


def test_an_answer_to_no_question_is_none():
    assert not Pace().answered(1.0)


def test_small_pictures_are_sent_without_a_question():
    pace = Pace()
    assert not any(pace.asks(30, each / 10) for each in range(8))
    assert pace.asks(30, 1.0)


def test_a_terminal_whose_first_answer_is_late_is_waited_for_again():
    pace = Pace()
    assert pace.asks(9_000, 0.0)  # a whole screen: ten seconds at 9,600 bit/s
    assert not pace.asks(300, 6.0)
    assert pace.answered(10.0)
    assert pace.asks(600, 11.0)
    assert pace.answered(11.8)
    assert pace.asks(1_500, 13.0)
    assert pace.wait(13.0) > 0


def test_answers_that_a_stalled_line_kept_are_neither_keys_nor_a_fast_line():
    pace = Pace()
    assert pace.asks(2_000, 0.0)
    assert pace.answered(1.0)
    assert pace.asks(300, 10.0)
    assert pace.asks(300, 11.0)
    assert pace.asks(300, 60.0)  # the first two are given up
    for each in (60.01, 60.02):
        assert pace.answered(each)
    assert pace.is_due
    assert pace.answered(61.0)
    assert not pace.is_due
    assert not pace.answered(62.0)
    assert pace.asks(1_500, 63.0)
    assert pace.wait(63.0) == 0  # the line holds 2,600, as before


def test_one_lost_answer_does_not_shift_all_that_come_behind_it():
    pace = Pace()
    assert pace.asks(300, 0.0)
    assert pace.answered(0.1)
    assert pace.asks(300, 1.0)  # its answer gets lost
    assert pace.asks(300, 7.0)
    assert pace.answered(7.1)
    assert pace.asks(300, 14.0)
    assert pace.answered(14.1)
    assert not pace.is_due
    assert not pace.answered(15.0)


def test_a_line_of_2400_bits_is_not_flooded():
    longest, sent = line(240, 0.1, seconds=120.0, size=600, every=0.5)
    assert longest < 20  # seconds; without answers it would be ten minutes
    assert sent < 240 * 140
